"""The pages that anybody may read: made of released editions, put in place in one rename."""
