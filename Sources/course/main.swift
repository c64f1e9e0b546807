import CSandbox
import Foundation

// A solution that ends early must not end the judge that writes to it.
signal(SIGPIPE, SIG_IGN)
// Line by line, even into a pipe, so that a log can be followed.
sandbox_buffer_lines()
CourseCommand.main()
