package io.latentmill.udf.request;

/**
 * A LoRA a row asks for.
 *
 * @param path a safetensors file on any Hadoop FileSystem
 * @param scale the factor of its change; may be negative
 */
public record Lora(String path, double scale) {}
