//! Step 01 of a course about nothing.
