package io.latentmill.job.ledger;

/**
 * One file of a committed attempt.
 *
 * @param name within its directory; may hold slashes
 * @param bytes its length
 * @param sha256 of its content, lower-case hexadecimal, taken while it was written
 * @param rows that it holds; 0 for a file that holds none of its own
 */
public record DataFile(String name, long bytes, String sha256, long rows) {}
