package io.latentmill.udf.weights;

import org.apache.hadoop.fs.Path;

/**
 * A file that a model is read from.
 *
 * @param name relative to the model, with forward slashes
 * @param path where it lies
 * @param bytes its length
 * @param modifiedMillis when it was last written, in milliseconds since 1970
 */
public record ModelFile(String name, Path path, long bytes, long modifiedMillis) {}
