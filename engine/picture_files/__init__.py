"""What a picture's file says of how it was made, without touching its pixels."""
