package io.latentmill.udf.pipeline;

import io.latentmill.udf.pipeline.image.RowImages;
import io.latentmill.udf.request.GenerationRequest;

/**
 * A row that can be generated.
 *
 * @param chunks of its texts; rows of a batch have equally many
 */
record ReadyRow(GenerationRequest request, RowImages images, int chunks) {}
