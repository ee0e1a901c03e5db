"""Fresh kernels forked from a warm parent: the parent, what is born of it, and who asks for it."""
