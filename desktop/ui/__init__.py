"""Everything a person sees; Qt lives here."""
