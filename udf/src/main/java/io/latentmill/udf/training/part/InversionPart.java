package io.latentmill.udf.training.part;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.latentmill.udf.model.ClipText;
import io.latentmill.udf.model.Slots;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.training.network.TextConditioner;
import io.latentmill.udf.training.network.TrainedNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Textual inversion (Gal et al. 2022): vectors of a new word, which the frozen networks learn to be
 * told by. Owns nothing of the networks.
 */
public final class InversionPart implements TrainedPart {
  /** The name of an encoder's vectors, after the encoder's folder. */
  public static final String VECTORS = "vectors";

  private static final String TABLE = "text_model.embeddings.token_embedding.weight";

  private final Networks networks;
  private final int count;
  private final List<int[]> initialIds;
  private final List<Section> sections = new ArrayList<>();

  /**
   * A new word.
   *
   * @param count of its vectors
   * @param initialIds for each text encoder the known tokens that they start as, in turn
   */
  public InversionPart(Networks networks, int count, List<int[]> initialIds) {
    this.networks = networks;
    this.count = count;
    this.initialIds = initialIds;
    for (int i = 0; i < networks.encoders().size(); i++) {
      String prefix = networks.config().encoders().get(i).encoder().folder() + ".";
      long[] shape = {count, networks.encoders().get(i).config().channels()};
      sections.add(new Section(prefix, new Slots(Map.of(VECTORS, shape))));
    }
  }

  /** How many vectors the word has. */
  public int count() {
    return count;
  }

  @Override
  public Slots slots() {
    return Section.join(sections);
  }

  @Override
  public NDArray initial(NDManager manager, long seed) {
    try (NDManager scope = manager.newSubManager()) {
      NDList rows = new NDList();
      for (int i = 0; i < networks.encoders().size(); i++) {
        ClipText encoder = networks.encoders().get(i);
        NDArray table = encoder.weight(scope, TABLE);
        int[] ids = initialIds.get(i);
        for (int k = 0; k < count; k++) {
          NDArray row = table.get(new NDIndex().addIndices(ids[k % ids.length]));
          rows.add(row.toType(DataType.FLOAT32, true));
        }
      }
      NDArray flat = NDArrays.concat(rows, 0);
      flat.attach(manager);
      return flat;
    }
  }

  @Override
  public TrainedNetworks place(NDArray flat) {
    NDList stretches = Section.split(sections, flat);
    NDList vectors = new NDList();
    stretches.forEach(stretch -> vectors.add(stretch.reshape(count, -1)));
    return TrainedNetworks.frozen(
        new TextConditioner(networks.config(), networks.encoders(), new NDList(), vectors),
        networks.unet());
  }

  @Override
  public boolean trainsText() {
    return true;
  }

  /** Nothing is its own. */
  @Override
  public void close() {}
}
