package io.latentmill.udf.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.torch.SeededNoise;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.SafetensorsWriter;
import io.latentmill.udf.weights.TensorSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/**
 * Seconds per step of the U-Net of Stable Diffusion 1.5 at 512x512, beside what the machine's
 * matrix multiplication reaches and, where a {@link DiffusersPeer} can be had, beside diffusers.
 * The Maven profile {@code benchmark} runs it; {@code latentmill.benchmark.rounds} sets how often.
 */
class UnetBenchmark {
  private static final Path FOLDER =
      Path.of(System.getProperty("latentmill.root"), "udf/target/benchmark");
  private static final String CONFIG = "/io/latentmill/udf/weights/published/sd1/unet/config.json";
  private static final int ROUNDS = Integer.getInteger("latentmill.benchmark.rounds", 5);
  private static final int THREADS =
      Integer.getInteger("ai.djl.pytorch.num_threads", Runtime.getRuntime().availableProcessors());

  /** Multiply-adds of one row in units of 1e9, counted over all layers. */
  private static final double ROW_GIGAMACS = 401.6;

  /** Of these, what does not depend on the text and is done once for a guided row. */
  private static final double SHARED_GIGAMACS = 20.9;

  private static final Shape SAMPLE = new Shape(2, 4, 64, 64);
  private static final Shape HIDDEN = new Shape(2, 77, 768);
  private static final float TIMESTEP = 501;
  private static final int MATRIX = 2048;

  @Test
  void stepsAsFastAsDiffusers() throws IOException {
    Torch.configure();
    UnetConfig config = prepare();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
        TensorSource weights = open("weights.safetensors");
        TensorSource inputs = open("inputs.safetensors")) {
      long start = System.nanoTime();
      try (Unet unet = Unet.load(config, weights, Placement.customary(Device.cpu()))) {
        print("weights loaded in %.1f s", (System.nanoTime() - start) * 1e-9);
        print("float32 matrix product %s", matrixProduct(manager));
        Step step = new Step(unet, read(manager, inputs, "hidden"));
        compare(step, read(manager, inputs, "sample"));
      }
    }
  }

  /** Ours on two rows, theirs on two rows, ours on a guided row, in turns. */
  private static void compare(Step step, NDArray sample) throws IOException {
    NDArray guided = sample.get(new NDIndex("0:1"));
    List<DoubleSupplier> works = new ArrayList<>();
    works.add(() -> Timings.of(() -> step.predict(sample).close()));
    works.add(() -> Timings.of(() -> step.predict(guided).close()));
    Optional<DiffusersPeer> peer = DiffusersPeer.start(FOLDER, THREADS);
    try {
      peer.ifPresent(process -> works.add(1, process::step));
      List<Timings> timings = Timings.alternate(ROUNDS, works);
      Timings ours = timings.get(0);
      print("two rows            %s", ours.describe(4 * ROW_GIGAMACS));
      print(
          "one guided row      %s",
          timings.get(works.size() - 1).describe(4 * ROW_GIGAMACS - 2 * SHARED_GIGAMACS));
      if (peer.isPresent()) {
        Timings theirs = timings.get(1);
        print("diffusers, two rows %s", theirs.describe(4 * ROW_GIGAMACS));
        print("ours / diffusers    %8.3f", ours.median() / theirs.median());
      }
    } finally {
      if (peer.isPresent()) {
        peer.get().close();
      }
    }
    if (peer.isPresent()) {
      assertAgreement(step, sample);
    }
  }

  private static void assertAgreement(Step step, NDArray sample) {
    float[] theirs = GoldenTensors.read(FOLDER.resolve("peer.safetensors")).floats("prediction");
    try (NDArray ours = step.predict(sample);
        NDArray expected = sample.getManager().create(theirs, SAMPLE)) {
      float scale = expected.abs().max().getFloat();
      float difference = ours.sub(expected).abs().max().getFloat();
      print("largest difference  %8.1e of values up to %.2f", difference, scale);
      assertThat(difference).isLessThan(1e-3f * scale);
    }
  }

  /** The network with its text: everything that diffusers computes in a step is timed here too. */
  private record Step(Unet unet, NDArray hidden) {
    NDArray predict(NDArray sample) {
      NDManager owner = hidden.getManager();
      try (NDManager scope = owner.newSubManager()) {
        NDList context = unet.context(scope, hidden, scope.create(new long[] {0, 1}));
        NDArray timestep = scope.create(new float[] {TIMESTEP});
        NDArray time = unet.time(scope, timestep, new NDList(), new NDList());
        return unet.forward(owner, sample, time, context, new NDList(), new NDList());
      }
    }
  }

  private static String matrixProduct(NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray left = scope.ones(new Shape(MATRIX, MATRIX));
      NDArray right = scope.ones(new Shape(MATRIX, MATRIX));
      DoubleSupplier work = () -> Timings.of(() -> left.matMul(right).close());
      return Timings.alternate(ROUNDS, List.of(work))
          .get(0)
          .describe(2e-9 * MATRIX * MATRIX * MATRIX);
    }
  }

  /** Writes the network's configuration, weights and inputs. */
  private static UnetConfig prepare() throws IOException {
    Files.createDirectories(FOLDER);
    byte[] json;
    try (InputStream resource = UnetBenchmark.class.getResourceAsStream(CONFIG)) {
      json = resource.readAllBytes();
    }
    Files.write(FOLDER.resolve("config.json"), json);
    UnetConfig config = UnetConfig.of("unet", new ObjectMapper().readTree(json));
    RandomWeights.write(UnetLayout.unet(config), FOLDER.resolve("weights.safetensors"));
    SeededNoise noise = new SeededNoise(0);
    try (OutputStream stream = Files.newOutputStream(FOLDER.resolve("inputs.safetensors"))) {
      new SafetensorsWriter()
          .add("sample", noise.normals((int) SAMPLE.size()), SAMPLE.getShape())
          .add("hidden", noise.normals((int) HIDDEN.size()), HIDDEN.getShape())
          .add("timestep", new float[] {TIMESTEP}, 1)
          .write(stream);
    }
    return config;
  }

  private static TensorSource open(String file) {
    return SafetensorsFile.open(
        new org.apache.hadoop.fs.Path(FOLDER.resolve(file).toUri()), new Configuration(false));
  }

  private static NDArray read(NDManager manager, TensorSource source, String name) {
    return Tensors.of(manager, source.info(name), source.read(name));
  }

  private static void print(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
