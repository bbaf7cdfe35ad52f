"""`utelys demo`: an evening at the house, played by a real server and four real clients."""
