"""Files by their content: what is known of each, who is sending one, which kinds are taken."""
