"""`script/fault trust`: attacks on the record, and honest visits with all that is odd about them, against real code."""
