/**
 * What was written and committed, read again: rows to copy, to render again, to show. What enters:
 * a manifest's directories and what a format says of them ({@link
 * io.latentmill.job.sink.stored.StoredFormat}). What leaves: samples, failures, timings and images.
 * Nothing here knows which formats there are, or writes.
 */
package io.latentmill.job.sink.stored;
