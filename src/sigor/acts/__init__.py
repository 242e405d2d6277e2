"""Files of acts: who said what, in which order, under which number, and what falls due because of it."""
