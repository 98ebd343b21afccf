"""Callbacks for training frameworks; a framework is imported when its module here is, never before."""
