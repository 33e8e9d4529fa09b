package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.assertModelFailure;
import static io.latentmill.udf.weights.Fixtures.goldens;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.weights.EmbeddingFile.Vectors;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingFileTest {
  @TempDir Path folder;

  private static EmbeddingFile golden(String name) {
    return EmbeddingFile.read(
        hadoop(goldens("pipelines/adapters/" + name + ".safetensors")), HADOOP);
  }

  private EmbeddingFile read(TensorFile file) {
    return EmbeddingFile.read(hadoop(file.write(folder.resolve("x.safetensors"))), HADOOP);
  }

  @Test
  void readsDiffusersFiles() {
    EmbeddingFile file = golden("textual-inversion");
    assertThat(file.token()).contains("<wobble>");
    Vectors vectors = file.vectors().get(Component.TEXT_ENCODER);
    assertThat(vectors.count()).isEqualTo(2);
    assertThat(vectors.width()).isEqualTo(32);
    assertThat(vectors.values()).hasSize(64);
  }

  @Test
  void readsA1111Files() {
    EmbeddingFile file = golden("a1111-embedding");
    assertThat(file.token()).isEmpty();
    assertThat(file.vectors().get(Component.TEXT_ENCODER).count()).isEqualTo(1);
  }

  @Test
  void readsFilesForBothTextEncoders() {
    EmbeddingFile file = golden("textual-inversion-sdxl");
    assertThat(file.token()).isEmpty();
    assertThat(file.vectors().get(Component.TEXT_ENCODER).width()).isEqualTo(32);
    assertThat(file.vectors().get(Component.TEXT_ENCODER_2).width()).isEqualTo(48);
  }

  /** Trainers of SDXL's name encoders by number. */
  @Test
  void readsFilesThatNumberTheTextEncoders() {
    EmbeddingFile file =
        read(
            new TensorFile()
                .add("text_encoders_0", DType.F16, 3, 32)
                .add("text_encoders_1", DType.F16, 3, 48));
    assertThat(file.vectors().get(Component.TEXT_ENCODER).width()).isEqualTo(32);
    assertThat(file.vectors().get(Component.TEXT_ENCODER_2).width()).isEqualTo(48);
  }

  @Test
  void readsEveryFloatingType() {
    byte[] half = {0, 0x3c, 0, (byte) 0xc0, 1, 0, (byte) 0xff, 0x7b};
    assertThat(values(new TensorFile().add("t", DType.F16, half, 4)))
        .containsExactly(1, -2, 0x1p-24f, 65504);
    byte[] brain = {(byte) 0x80, 0x3f, 0, (byte) 0xc0};
    assertThat(values(new TensorFile().add("t", DType.BF16, brain, 1, 2))).containsExactly(1, -2);
    byte[] whole = {0, 0, 0, 0, 0, 0, (byte) 0xf8, 0x3f};
    assertThat(values(new TensorFile().add("t", DType.F64, whole, 1, 1))).containsExactly(1.5f);
  }

  private float[] values(TensorFile file) {
    return read(file).vectors().get(Component.TEXT_ENCODER).values();
  }

  @Test
  void refusesWhatIsNoEmbedding() {
    String refusal = "Cannot use %s/x.safetensors as a textual inversion: ";
    assertModelFailure(
        () -> read(new TensorFile().add("a", DType.F32, 1).add("b", DType.F32, 1)),
        refusal + "it holds 2 tensors, not one",
        folder);
    assertModelFailure(
        () -> read(new TensorFile().add("a", DType.F32, 1, 2, 3)),
        refusal + "a F32 [1, 2, 3] is no list of vectors",
        folder);
    assertModelFailure(
        () -> read(new TensorFile().add("clip_l", DType.F32, 1, 2).add("clip_g", DType.F32, 2, 2)),
        refusal + "its two text encoders do not have the same number of vectors",
        folder);
    assertModelFailure(
        () -> read(new TensorFile().add("a", DType.I64, 2)),
        "Cannot read tensor a I64 [2] in %s/x.safetensors: it holds no floating-point numbers",
        folder);
  }
}
