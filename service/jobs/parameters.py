"""What jobs say about themselves: free-form, so in the document database."""

from ..plumbing import DocumentDatabase


class JobParameters(DocumentDatabase):
    """The parameters of jobs: a document for each job, by its number."""

    name = "job_parameters"
