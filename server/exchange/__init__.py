"""What other systems take from us: check-action records, documents."""
