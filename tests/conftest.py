"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# How long a case takes depends on who else uses the machine. What hangs, the timeout ends.
settings.register_profile(
    "here", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("here")
