/**
 * What goes wrong on a device. Enters: whatever the engine throws. Leaves: a {@link
 * io.latentmill.udf.request.LatentmillException} of one line, which tells lack of memory from the
 * rest.
 */
package io.latentmill.udf.pipeline.failure;
