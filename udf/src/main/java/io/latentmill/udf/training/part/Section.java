package io.latentmill.udf.training.part;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.latentmill.udf.model.Slots;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One network's stretch of the flat vector.
 *
 * @param prefix before the names of its tensors, to tell networks apart
 */
record Section(String prefix, Slots slots) {
  /** The tensors of several sections, one after the other. */
  static Slots join(List<Section> sections) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (Section section : sections) {
      section.slots.shapes().forEach((name, shape) -> shapes.put(section.prefix + name, shape));
    }
    return new Slots(shapes);
  }

  /** Every section's stretch. */
  static NDList split(List<Section> sections, NDArray flat) {
    long[] ends = new long[sections.size() - 1];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += sections.get(i).slots.size();
      ends[i] = end;
    }
    return ends.length == 0 ? new NDList(flat) : flat.split(ends, 0);
  }
}
