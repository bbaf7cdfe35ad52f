"""The server of Utelys: the rooms, the light, the asks and the invitations of a network."""
