package dev.crmkit.examples.quickstart;

/** Arguments or files that the quickstart cannot use; the message says which, and what would be right. */
final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadInputException(String message) {
        super(message);
    }
}
