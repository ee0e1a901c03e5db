"""Fill the prose from findings and nothing else; set it; read it back."""
