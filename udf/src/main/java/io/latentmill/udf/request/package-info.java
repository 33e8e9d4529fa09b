/**
 * Plain values that enter and leave the library: what to generate, and what came of it. No tensors,
 * no file systems, no Spark.
 */
package io.latentmill.udf.request;
