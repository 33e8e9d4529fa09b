package io.latentmill.job.train;

import java.io.Serializable;

/**
 * A file of an adapter as it was written.
 *
 * @param name below the adapter's folder
 */
record StoredFile(String name, long bytes, String sha256) implements Serializable {}
