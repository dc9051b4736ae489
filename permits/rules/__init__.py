"""Pure rules of the counter: from what the register says to a verdict, codes of documents, clocks."""
