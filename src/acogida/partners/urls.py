from django.urls import path

from acogida.partners.lists import views as lists
from acogida.partners.oauth import endpoints, views
from acogida.partners.osia import credentials, documents, notification, thirdparty
from acogida.partners.sharing import views as sharing

urlpatterns = [
    path("partners/clients/", views.client_list, name="partner_clients"),
    path("partners/agencies/new", views.agency_new, name="partner_agency_new"),
    path("partners/clients/new/<slug:agency>", views.client_new, name="partner_client_new"),
    path("partners/clients/<uuid:pk>/", views.client_page, name="partner_client"),
    path("partners/clients/<uuid:pk>/secret", views.client_rotate, name="partner_client_rotate"),
    path("partners/clients/<uuid:pk>/revoke", views.client_revoke, name="partner_client_revoke"),
    path("osia/oauth/token", endpoints.token, name="partner_token"),
    path("osia/oauth/revoke", endpoints.revoke, name="partner_token_revoke"),
    path("partners/persons/<uuid:pk>/sharing", sharing.page, name="person_sharing"),
    path("partners/persons/<uuid:pk>/sharing/print", sharing.printed, name="person_sharing_print"),
    path("partners/persons/<uuid:pk>/consents/new", sharing.consent_new, name="consent_new"),
    path("partners/consents/<uuid:pk>/paper", sharing.consent_paper, name="consent_paper"),
    path("partners/consents/<uuid:pk>/revoke", sharing.consent_revoke, name="consent_revoke"),
    path("partners/refused/", sharing.refused_page, name="sharing_refused"),
    path("partners/lists/", lists.listing, name="statutory_lists"),
    path("partners/lists/<uuid:pk>/", lists.page, name="statutory_list"),
    path("partners/lists/<uuid:pk>/file.<str:form>", lists.download, name="statutory_list_file"),
    path("osia/jwks.json", documents.keys, name="partner_keys"),
    path("osia/<str:name>/openapi.json", documents.openapi, name="osia_document"),
    path("osia/3rdparty/v1/verify/<str:identifier>", thirdparty.verify_view, name="osia_verify"),
    path(
        "osia/3rdparty/v1/attributes/<str:attributeSetName>/<str:identifier>",
        thirdparty.attribute_set_view,
        name="osia_attribute_set",
    ),
    path("osia/3rdparty/v1/attributes/<str:identifier>", thirdparty.attributes_view, name="osia_attributes"),
    path("osia/3rdparty/v1/identify", thirdparty.identify_view, name="osia_identify"),
    path("osia/3rdparty/v1/identify/<str:taskID>", thirdparty.identify_result_view, name="osia_identify_result"),
    path("osia/cms/v1/credentials", credentials.find_view, name="osia_credentials"),
    path("osia/cms/v1/credentials/<str:credentialId>", credentials.read_view, name="osia_credential"),
    path("osia/notification/v1/subscriptions", notification.subscriptions_view, name="osia_subscriptions"),
    path("osia/notification/v1/subscriptions/confirm", notification.confirm_view, name="osia_confirm"),
    path("osia/notification/v1/subscriptions/<str:uuid_>", notification.subscription_view, name="osia_subscription"),
    path("osia/notification/v1/topics", notification.topics_view, name="osia_topics"),
]
