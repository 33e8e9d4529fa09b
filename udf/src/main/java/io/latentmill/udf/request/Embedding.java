package io.latentmill.udf.request;

/**
 * A textual-inversion embedding a row asks for.
 *
 * @param path a safetensors file on any Hadoop FileSystem
 * @param token the word in the prompts that stands for its vectors
 */
public record Embedding(String path, String token) {}
