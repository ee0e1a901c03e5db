"""What every room stands on: errors, words, folders, digests."""
