package io.latentmill.udf.weights.lora;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.DType;
import io.latentmill.udf.weights.Floats;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.TensorInfo;
import io.latentmill.udf.weights.lora.LoraKey.Role;
import io.latentmill.udf.weights.lora.LoraKey.Target;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a LoRA file that change one module.
 *
 * @param module its name in the file
 * @param names of the tensors
 */
record LoraModule(SafetensorsFile file, String module, Map<Role, String> names) {

  /** Above any in use; keeps products of a hostile file's dimensions from overflowing. */
  private static final int MAX_RANK = 1 << 16;

  /** Puts the tensors together and checks their shapes against the weight's. */
  LoraDelta delta(Target target, LoraTargets targets, LoraAlphas alphas) {
    TensorInfo up = required(Role.UP);
    TensorInfo down = required(Role.DOWN);
    Optional<TensorInfo> mid = info(Role.MID);
    long rank = down.shape().length == 0 ? 0 : down.shape()[0];
    if (!fits(targets.shape(target.component(), target.name()), up, down, mid, rank)) {
      throw LatentmillException.model(
          "Cannot use LoRA %s: %s and %s%s do not make a change of %s %s",
          file.describe(),
          up,
          down,
          mid.map(tensor -> " and " + tensor).orElse(""),
          target.name(),
          Arrays.toString(targets.shape(target.component(), target.name())));
    }
    Optional<Float> alpha =
        Optional.ofNullable(names.get(Role.ALPHA)).map(name -> Floats.readOne(file, name));
    return new LoraDelta(
        target.component(),
        target.name(),
        up,
        down,
        mid,
        (int) rank,
        alphas.scale(target, (int) rank, alpha));
  }

  private TensorInfo required(Role role) {
    return info(role)
        .orElseThrow(
            () ->
                LatentmillException.model(
                    "Cannot use LoRA %s: %s has no tensor for the way %s",
                    file.describe(), module, role == Role.UP ? "up" : "down"));
  }

  private Optional<TensorInfo> info(Role role) {
    return Optional.ofNullable(names.get(role)).map(file::info);
  }

  /** Counts elements, because a linear layer's change may be stored as a convolution's. */
  private static boolean fits(
      long[] target, TensorInfo up, TensorInfo down, Optional<TensorInfo> mid, long rank) {
    long outputs = target[0];
    long inputs = target[1];
    long kernel = new TensorInfo("", DType.U8, target).elements() / Math.max(1, outputs * inputs);
    long downKernel = mid.isPresent() ? 1 : kernel;
    return rank > 0
        && rank <= MAX_RANK
        && up.shape().length >= 2
        && up.shape()[0] == outputs
        && up.elements() == outputs * rank
        && down.elements() == rank * inputs * downKernel
        && mid.stream().allMatch(tensor -> tensor.elements() == rank * rank * kernel);
  }
}
