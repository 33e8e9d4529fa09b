package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.model.ControlNet;
import io.latentmill.udf.request.BatchPart.Control;
import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.List;

/**
 * Uses of ControlNets that are one call of a network: of a union all that stand beside each other
 * and act at the same time, of others each its own.
 *
 * @param places of the uses among all
 */
record ControlGroup(List<Control> uses, List<Integer> places) {
  /** The groups, in order. */
  static List<ControlGroup> of(List<Control> uses) {
    List<ControlGroup> groups = new ArrayList<>();
    for (int place = 0; place < uses.size(); place++) {
      Control use = uses.get(place);
      if (groups.isEmpty() || !groups.get(groups.size() - 1).takes(use)) {
        groups.add(new ControlGroup(new ArrayList<>(), new ArrayList<>()));
      }
      ControlGroup group = groups.get(groups.size() - 1);
      group.uses.add(use);
      group.places.add(place);
    }
    return groups;
  }

  private boolean takes(Control use) {
    return use.kind().isPresent()
        && first().kind().isPresent()
        && use.model().equals(first().model())
        && use.start() == first().start()
        && use.end() == first().end()
        && use.guesses() == first().guesses();
  }

  Control first() {
    return uses.get(0);
  }

  /**
   * Holds the uses against a network.
   *
   * @param kinds that it tells apart; 0: it is no union
   * @throws LatentmillException (user) naming a kind that is missing or one too many
   */
  void check(int kinds) {
    for (Control use : uses) {
      if (kinds == 0 && use.kind().isPresent()) {
        throw LatentmillException.user(
            "controlnets %s: control_type is set, and it is no union", use.model());
      }
      if (kinds > 0 && (use.kind().isEmpty() || use.kind().getAsInt() >= kinds)) {
        throw LatentmillException.user(
            "controlnets %s: it is a union of %d kinds of hints: control_type must say which this"
                + " one is, 0 to %d",
            use.model(), kinds, kinds - 1);
      }
    }
  }

  /** Factor of the residuals; several hints of a union have their scales within. */
  double scale() {
    return uses.size() > 1 ? 1 : first().scale();
  }

  /** The encoded hints as the network takes them. */
  ControlNet.Hints shown(NDList maps) {
    if (first().kind().isEmpty()) {
      return ControlNet.Hints.of(maps.get(0));
    }
    return new ControlNet.Hints(
        maps,
        uses.stream().mapToLong(use -> use.kind().orElseThrow()).toArray(),
        uses.stream().mapToDouble(use -> uses.size() > 1 ? use.scale() : 1).toArray());
  }

  /** What a union is told, the same for all rows: [N, kinds] of 0 and 1. */
  NDArray kinds(NDManager scope, long rows, int kinds) {
    float[] values = new float[(int) rows * kinds];
    for (int row = 0; row < rows; row++) {
      for (Control use : uses) {
        values[row * kinds + use.kind().orElseThrow()] = 1;
      }
    }
    return scope.create(values, new Shape(rows, kinds));
  }
}
