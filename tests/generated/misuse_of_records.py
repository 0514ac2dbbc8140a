"""What type checkers must refuse, each line for one reason."""

from made import Client, IncidentCreate, IncidentPatch
from made.dicts import IncidentCreateDict


def misuse(client: Client) -> None:
    client.site_interfaces.create({})  # a resource that is only read
    client.incident_response.get(1)  # there is nothing to get
    client.named_ids.delete(1)  # nor to delete
    client.incident_response(1)  # and no record to look into
    client.incidents(1).primary_contact  # which is no list
    client.incidents.get("1")  # a name is no number
    client.incidents.create(IncidentPatch())  # the wrong view
    client.incidents.update(1, IncidentCreate())  # likewise
    client.incidents.list(limits=1)  # no such option
    client.with_options(suppress="some")  # no such choice
    client.raw(client.incidents.get, "1")  # the method's own arguments
    client.incidents.create(IncidentCreateDict(subjct="x"))  # a misspelled key
    client.incidents.create(IncidentCreateDict(primaryContact={"id": "1"}))  # a wrong type
