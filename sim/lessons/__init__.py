"""A folder for a teacher, made from a replay: papers, slides, quiz, key, page and film."""
