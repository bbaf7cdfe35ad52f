"""The server of Utelys: rooms, the light, asks and invitations of a network that is free of drugs."""
