"""The parts of an engine that opening a page does without: each is imported and made when first asked for."""

# ruff: noqa: PLC0415 - see above

from functools import cached_property
from typing import TYPE_CHECKING

from engine.operations.parts import Parts

if TYPE_CHECKING:
    from engine.access.tokens import Tokens
    from engine.conversing.conversing import Conversing
    from engine.session.dead_jobs import DeadJobs
    from engine.session.forks import Forks
    from engine.session.references import References
    from engine.session.restoring import Restoring
    from engine.session.settings import Settings
    from engine.session.sweeps import Sweeps
    from engine.session.turns import Turns


class LaterParts(Parts):
    """They keep nothing between one operation and the next."""

    @cached_property
    def references(self) -> "References":
        from engine.session.references import References

        return References(self.log)

    @cached_property
    def turns(self) -> "Turns":
        from engine.session.turns import Turns

        return Turns(self.log)

    @cached_property
    def settings(self) -> "Settings":
        from engine.session.settings import Settings

        return Settings(self.log, self.catalogue, self.providers)

    @cached_property
    def forks(self) -> "Forks":
        from engine.session.forks import Forks

        return Forks(self.log, self.database)

    @cached_property
    def restoring(self) -> "Restoring":
        from engine.session.restoring import Restoring

        return Restoring(
            log=self.log,
            forks=self.forks,
            sessions=self.sessions,
            catalogue=self.catalogue,
            database=self.database,
        )

    @cached_property
    def sweeps(self) -> "Sweeps":
        from engine.session.sweeps import Sweeps

        return Sweeps(
            log=self.log,
            interactions=self.interactions,
            registry=self.registry,
            executions=self.executions,
            running=self.running,
            queue=self.jobs,
            database=self.database,
            owner=self.owner.name,
            estimate=self.pipeline().estimate,
        )

    @cached_property
    def dead_jobs(self) -> "DeadJobs":
        from engine.session.dead_jobs import DeadJobs

        return DeadJobs(self.database, self.jobs, self.running, self.pipeline)

    @cached_property
    def conversing(self) -> "Conversing":
        from engine.conversing.conversing import Conversing

        return Conversing(
            log=self.log,
            catalogue=self.catalogue,
            registry=self.registry,
            executions=self.executions,
            tasks=self.tasks,
            forks=self.forks,
            sessions=self.sessions,
            database=self.database,
            owner=self.owner.name,
        )

    @cached_property
    def tokens(self) -> "Tokens":
        """Servers ask for them, and `reroll token`."""
        from engine.access.tokens import Tokens

        return Tokens(self.database)
