package io.latentmill.job.verify;

import java.io.Serializable;

/**
 * Something that is wrong with a file.
 *
 * @param directory that holds it, relative to the output
 * @param line for people
 * @param unreadable whether what the ledger names is not there as it was written; false for a file
 *     that nothing names
 */
record FileFinding(String directory, String line, boolean unreadable) implements Serializable {}
