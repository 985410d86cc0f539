"""What tests of the site share: the sample corpus, really indexed and really served."""

from __future__ import annotations

from tests.site_fixtures import sample_app, sample_settings, sample_url

__all__ = ["sample_app", "sample_settings", "sample_url"]
