"""How staff get in: signing in, waiting after wrong passwords, the second factor."""
