/**
 * Which model a pipeline is loaded from, and where its files are: the embedded one, a path, copies
 * on this host, files that rows name. Enters: a {@link
 * io.latentmill.udf.pipeline.load.PipelineSpec}. Leaves: files, their digests, the defaults that a
 * model brings.
 */
package io.latentmill.udf.pipeline.load;
