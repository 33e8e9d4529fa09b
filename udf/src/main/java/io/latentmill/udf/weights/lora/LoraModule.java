package io.latentmill.udf.weights.lora;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.DType;
import io.latentmill.udf.weights.Floats;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.TensorInfo;
import io.latentmill.udf.weights.lora.LoraDelta.Kind;
import io.latentmill.udf.weights.lora.LoraDelta.Magnitude;
import io.latentmill.udf.weights.lora.LoraKey.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of an adapter's file that change one module.
 *
 * @param module its name in the file
 * @param names of the tensors
 */
record LoraModule(SafetensorsFile file, String module, Map<Role, String> names) {

  /** Above any in use; keeps products of a hostile file's dimensions from overflowing. */
  static final int MAX_RANK = 1 << 16;

  /** Puts the tensors together and checks their shapes against the tensors that they change. */
  List<LoraDelta> deltas(ModuleName target, LoraTargets targets, LoraAlphas alphas) {
    List<LoraDelta> deltas = new ArrayList<>();
    if (has(Role.DIFFERENCE)) {
      deltas.add(difference(target.component(), target.name(), Role.DIFFERENCE, targets));
    } else if (!has(Role.BIAS_DIFFERENCE) || names.size() > 1) {
      deltas.add(weight(target, targets, alphas));
    }
    if (has(Role.BIAS_DIFFERENCE)) {
      String bias = LoraTargets.bias(target.name());
      deltas.add(difference(target.component(), bias, Role.BIAS_DIFFERENCE, targets));
    }
    return deltas;
  }

  private LoraDelta difference(Component component, String name, Role role, LoraTargets targets) {
    long[] shape =
        targets
            .shape(component, name)
            .orElseThrow(
                () ->
                    LatentmillException.model(
                        "Cannot use LoRA %s: the model has nothing that %s would change",
                        file.describe(), names.get(role)));
    Factors whole = Factors.whole(required(role));
    requireFit(whole.left().elements() == elements(shape), List.of(whole), name, shape);
    return new LoraDelta(component, name, Kind.PLAIN, List.of(whole), Optional.empty(), 1);
  }

  private LoraDelta weight(ModuleName target, LoraTargets targets, LoraAlphas alphas) {
    long[] shape = targets.shape(target.component(), target.name()).orElseThrow();
    Kind kind = kind();
    List<Factors> factors = factors(kind);
    requireFit(shape.length >= 2 && fits(kind, factors, shape), factors, target.name(), shape);
    Optional<Integer> rank = factors.stream().flatMap(factor -> factor.rank().stream()).findFirst();
    return new LoraDelta(
        target.component(),
        target.name(),
        kind,
        factors,
        magnitude(target, shape),
        rank.map(r -> alphas.scale(target, r, alpha())).orElse(1.0));
  }

  private Kind kind() {
    if (names.keySet().stream().anyMatch(role -> role.name().startsWith("HADA"))) {
      return Kind.HADAMARD;
    }
    return names.keySet().stream().anyMatch(role -> role.name().startsWith("KRON"))
        ? Kind.KRONECKER
        : Kind.PLAIN;
  }

  private List<Factors> factors(Kind kind) {
    return switch (kind) {
      case PLAIN ->
          List.of(
              new Factors(
                  required(Role.UP), Optional.of(required(Role.DOWN)), info(Role.MID), false));
      case HADAMARD ->
          List.of(
              lycoris(Role.HADA_1_A, Role.HADA_1_B, info(Role.HADA_1_CORE)),
              lycoris(Role.HADA_2_A, Role.HADA_2_B, info(Role.HADA_2_CORE)));
      case KRONECKER ->
          List.of(
              info(Role.KRON_1)
                  .map(Factors::whole)
                  .orElseGet(() -> lycoris(Role.KRON_1_A, Role.KRON_1_B, Optional.empty())),
              info(Role.KRON_2)
                  .map(Factors::whole)
                  .orElseGet(() -> lycoris(Role.KRON_2_A, Role.KRON_2_B, info(Role.KRON_2_CORE))));
    };
  }

  /** LyCORIS writes the left factor transposed where there is a core. */
  private Factors lycoris(Role left, Role right, Optional<TensorInfo> core) {
    return new Factors(required(left), Optional.of(required(right)), core, core.isPresent());
  }

  private static boolean fits(Kind kind, List<Factors> factors, long[] shape) {
    long rows = shape[0];
    long columns = elements(shape) / Math.max(1, rows);
    long kernel = columns / Math.max(1, shape[1]);
    if (kind != Kind.KRONECKER) {
      return factors.stream().allMatch(factor -> factor.makes(rows, columns, kernel));
    }
    Factors first = factors.get(0);
    if (first.left().shape().length < 2 || factors.get(1).left().shape().length < 2) {
      return false;
    }
    long outer = first.rows();
    long inner = first.right().orElse(first.left()).shape()[1];
    return outer > 0
        && inner > 0
        && rows % outer == 0
        && shape[1] % inner == 0
        && first.makes(outer, inner, 1)
        && factors.get(1).makes(rows / outer, columns / inner, kernel);
  }

  private Optional<Magnitude> magnitude(ModuleName target, long[] shape) {
    Optional<TensorInfo> lengths = info(Role.MAGNITUDE).or(() -> info(Role.DORA_SCALE));
    return lengths.map(
        info -> {
          boolean ofOutputs = has(Role.MAGNITUDE) || info.shape()[0] == shape[0];
          if (info.elements() != shape[ofOutputs ? 0 : 1]) {
            throw LatentmillException.model(
                "Cannot use LoRA %s: %s does not give lengths to %s %s",
                file.describe(), info, target.name(), Arrays.toString(shape));
          }
          return new Magnitude(info, ofOutputs);
        });
  }

  private void requireFit(boolean fits, List<Factors> factors, String target, long[] shape) {
    if (!fits) {
      throw LatentmillException.model(
          "Cannot use LoRA %s: %s do not make a change of %s %s",
          file.describe(),
          String.join(" and ", factors.stream().map(Factors::describe).toList()),
          target,
          Arrays.toString(shape));
    }
  }

  private Optional<Float> alpha() {
    return Optional.ofNullable(names.get(Role.ALPHA)).map(name -> Floats.readOne(file, name));
  }

  private boolean has(Role role) {
    return names.containsKey(role);
  }

  private TensorInfo required(Role role) {
    return info(role)
        .orElseThrow(
            () ->
                LatentmillException.model(
                    "Cannot use LoRA %s: %s has no tensor %s",
                    file.describe(), module, part(role)));
  }

  private static String part(Role role) {
    return switch (role) {
      case UP -> "for the way up";
      case DOWN -> "for the way down";
      default -> LoraKey.ending(role);
    };
  }

  private Optional<TensorInfo> info(Role role) {
    return Optional.ofNullable(names.get(role)).map(file::info);
  }

  private static long elements(long[] shape) {
    return new TensorInfo("", DType.U8, shape).elements();
  }
}
