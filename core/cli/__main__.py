"""`python -m core.cli`, for places where the script is not on the path."""

from core.cli.edge import main

if __name__ == "__main__":
    main()
