"""The client half of synchronisation; it knows neither Qt nor asyncio."""
