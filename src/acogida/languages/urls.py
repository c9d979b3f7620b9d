from django.urls import path

from acogida.languages.views import keeping, translations

urlpatterns = [
    path("translations/", translations.listing, name="translation_list"),
    path("translations/<uuid:pk>/", translations.page, name="translation_edit"),
    path("translations/<uuid:pk>/<int:position>/", translations.segment, name="translation_segment"),
    path("translations/<uuid:pk>/<int:position>/accept/", translations.accept, name="translation_accept"),
    path("translations/<uuid:pk>/<int:position>/help/", translations.helping, name="translation_help"),
    path("translations/<uuid:pk>/submit/", translations.submit, name="translation_submit"),
    path("translations/<uuid:pk>/approve/", translations.approve, name="translation_approve"),
    path("translations/<uuid:pk>/return/", translations.give_back, name="translation_return"),
    path("translations/<uuid:pk>/better/", translations.better, name="translation_better"),
    path("translations/memory/", keeping.memory_page, name="memory_page"),
    path("translations/memory/add/", keeping.memory_add, name="memory_add"),
    path("translations/memory/import/", keeping.memory_import, name="memory_import"),
    path("translations/memory/memoria.tmx", keeping.memory_export, name="memory_export"),
    path("translations/memory/<uuid:pk>/remove/", keeping.memory_remove, name="memory_remove"),
    path("translations/terms/", keeping.term_page, name="term_page"),
    path("translations/terms/save/", keeping.term_save, name="term_save"),
    path("translations/terms/import/", keeping.term_import, name="term_import"),
    path("translations/terms/terminos.<str:form>", keeping.term_export, name="term_export"),
    path("translations/terms/<uuid:pk>/remove/", keeping.term_remove, name="term_remove"),
]
