"""Recorded episodes run on the shipped world: the model beside the record, held against ranges written before."""
