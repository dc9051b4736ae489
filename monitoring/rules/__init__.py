"""Pure arithmetic of coverage and the conditions under which a sentence may be said."""
