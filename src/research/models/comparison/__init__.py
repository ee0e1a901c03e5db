"""Honest comparison of many places: estimates, ranks, small numbers, false discovery."""
