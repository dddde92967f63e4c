"""What is to be seen at a moment: marks in map units and captions, without any ink."""
