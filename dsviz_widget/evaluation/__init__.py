"""What predictions are worth: truth and predictions in, figures out."""
