"""What members do: one module for each area, the only code that writes and lets things happen.

Each command first answers everything that the input can get wrong, then writes.
"""
