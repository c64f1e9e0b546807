import CSandbox
import Foundation

// A solution that ends early must not end the judge that writes to it.
signal(SIGPIPE, SIG_IGN)
// A line at a time, also into a pipe: who watches a log wants to see it grow.
sandbox_buffer_lines()
CourseCommand.main()
