package io.latentmill.udf.pipeline;

import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.BatchPart;
import java.util.List;

/**
 * The networks beside the U-Net that take part in a batch.
 *
 * @param ipAdapters their paths
 */
record SideNetworks(
    List<BatchPart.Control> controls,
    List<String> ipAdapters,
    List<BatchPart.T2iAdapter> t2iAdapters) {
  /** A refiner's: those of a row are made for the model before it. */
  static final SideNetworks NONE = new SideNetworks(List.of(), List.of(), List.of());

  /** All that the rows ask for. */
  static SideNetworks of(BatchKey key) {
    return new SideNetworks(
        key.controls(), key.get(BatchPart.IP_ADAPTERS), key.get(BatchPart.T2I_ADAPTERS));
  }
}
