package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** A plan as people read it. */
@ResourceLock(Resources.SYSTEM_OUT)
class PlanTableTest {

    private final World world = new World().with("zoom.guard.max-removals", "0").with("zoom.guard.min-removals", "0");

    @AfterEach
    void close() {
        world.close();
    }

    private static List<String> printed(Cycle cycle) {
        PrintStream stdout = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            PlanTable.print(cycle);
        } finally {
            System.setOut(stdout);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void a_line_for_each_operation_one_for_each_kind_and_the_most_affected_attributes() {
        // Given
        world.company();
        world.sync();
        world.hire("Ursula", "Franklin", "Metallurgist", "Research");
        world.directory.changeTitle("ada", "CTO");
        world.directory.changeTitle("emmy", "Professor");
        world.directory.change("emmy", "ou", "Mathematics");
        world.directory.disable("blaise");
        // When
        Cycle cycle = world.plan();
        List<String> lines = printed(cycle);
        // Then
        String held = World.operations(cycle).stream().filter(recorded -> recorded.held() != null).findFirst().orElseThrow().operation().id();
        assertThat(lines.get(0)).isEqualTo("zoom (20 accounts managed, plan only)");
        assertThat(lines).anyMatch(line -> line.matches("  update +ada@example.com .*title changed \\[title: Chief Engineer -> CTO]"))
                .anyMatch(line -> line.matches("  disable +blaise@example.com +held .*held by guard, operation " + held + "\\)"));
        assertThat(lines).contains("  create: 1 (1 planned)", "  disable: 1 (1 held)", "  update: 2 (2 planned)");
        assertThat(lines).anyMatch(line -> line.startsWith("  attributes: title 3, department 2, "));
        assertThat(lines).anyMatch(line -> line.startsWith("  guard: would disable or delete 1 account"));
    }

    @Test
    void a_long_plan_is_cut_and_counted_whole() {
        // Given
        world.directory.hire(120);
        // When
        List<String> lines = printed(world.plan());
        // Then
        assertThat(lines).contains("  … and 70 more", "  create: 120 (120 planned)");
        assertThat(lines).hasSizeLessThan(60);
    }

    @Test
    void what_is_skipped_is_named_however_long_the_plan_is() {
        try (GroupWorld groups = new GroupWorld()) {
            // Given a group that is planned after everybody, and whose name is taken
            groups.with("memory.groups.adopt", "false").directory.hire(60);
            groups.service.addGroup("sales");
            groups.directory.group("sales");
            // When
            List<String> lines = printed(groups.plan());
            // Then
            assertThat(lines).contains("  … and 10 more", "  create: 60 (60 planned)");
            assertThat(lines).anyMatch(line -> line.startsWith("  skip     sales") && line.contains("groups.adopt = false"));
        }
    }
}
